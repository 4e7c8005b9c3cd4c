/** What a desk reads where the words of the refusal's kind would be wrong, or say too little. */
export const refusedVi = {
  onlyInteractive:
    'Chỉ điểm tương tác xếp hàng phát biểu: điểm trung tâm nói không cần xin, điểm chỉ nghe nhìn không nói.',
  givenAlready: 'Điểm này vừa được người khác cho lên sóng với thời hạn khác. Hãy bớt hoặc thêm phút nếu cần.',
  roundOpen: 'Đang có một lượt báo chưa chốt, có thể vừa được người khác mở. Hãy chốt lượt đó trước.',
  roundFrozen: 'Lượt báo này đã được người khác chốt trước.',
  pointsTaken: 'Trong các điểm này có điểm vừa được bàn trực khác nhận. Chưa điểm nào chuyển sang bạn.',
  closedAlready: 'Sự cố này đã được người khác đóng trước. Điều vừa ghi chưa được lưu.',
  /** After one of those above, where the screen knows. */
  round: (name: string): string => `Lượt ${name}`,
  takenBy: (points: string): string => `Đã có người: ${points}`,
  minutesNow: (minutes: string): string => `Hạn đang là ${minutes} phút`,
};

export type RefusedText = typeof refusedVi;
